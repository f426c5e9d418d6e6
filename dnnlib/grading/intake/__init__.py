"""What comes in: whose paper a file of an archive is, in the shapes of the platforms, and under which name.

packed, shapes              an archive read without trust, and which platform's it is
platforms, by_platform      the names that platforms give; by_folder for a folder a student
names, roster, groups       who is who
put, receipts               where a paper goes, and what is kept of its coming
"""
