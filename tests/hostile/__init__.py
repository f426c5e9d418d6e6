"""Submissions that mean harm, or came to harm: each is contained, graded as it deserves, and named."""
