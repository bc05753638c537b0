"""Workbooks in and out. Finds the sheets of each room through the app registry."""
