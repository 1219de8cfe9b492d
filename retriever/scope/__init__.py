"""Is this anything that a shop answers?"""
