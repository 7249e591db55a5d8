"""What runs inside the child process that reads an uploaded file. No Django, no database."""
