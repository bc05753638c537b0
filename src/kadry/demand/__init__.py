"""Employers' needs: the object the whole thread carries. The pattern room: the others are built in its shape."""
