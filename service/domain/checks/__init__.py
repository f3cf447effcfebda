"""The checks of a brief, one pure function a file, each comparing an insight with the paragraphs it cites."""
