"""What goes out and stands beside the grades: tables, late days, pages sent back, answers alike, one grader at a time.

tables, export      marks as tables that a spreadsheet reads as text
late, late_days     when papers came, and the days that are allowed
feedback_zip        the pages, as a platform takes them back
similar, alone      answers alike, for a person to judge; one grader at a time
"""
