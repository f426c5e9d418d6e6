"""What one finds before one builds: frameworks, data sets, zoos, counters, tools. Chapter 03's studies.

counters      what six MAC counters said of the same models, and why they differ, to the unit
one_by_one    a small network whose multiplications are counted one by one
data_sets     data sets as facts, bytes and chance          frameworks   then, and now
scores        top-k, and how sure an accuracy is            boxes        what counts as found in detection
tools         the field's tools, and what they say of one toy layer
kernel_calls  what a framework's call becomes (needs torch)
"""
