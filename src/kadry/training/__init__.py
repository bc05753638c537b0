"""What is taught and who is taught: programmes of a college, groups, students, clearances, mentors."""
