"""What comes in: whose paper a file of an archive is, in the shapes of the platforms, and under which name."""
