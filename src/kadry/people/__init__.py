"""Accounts, roles and memberships: who is asking."""
