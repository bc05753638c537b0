"""Meetings, and decisions that check themselves against live figures."""
