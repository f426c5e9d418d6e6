"""What goes out and stands beside the grades: tables, late days, pages sent back, answers alike, one grader at a time."""
