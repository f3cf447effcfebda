"""Hours at a steady rate: does the memory grow, are descriptors or threads left behind?"""
