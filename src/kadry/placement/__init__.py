"""Campaigns of practice: who may go where, who went where, and why."""
