"""Fits the order of suggestions on solved cases and writes the weights beside it.

python -m assistant.assist.fit --cases FILE … --models FOLDER [--out FILE] [--dry-run]
"""
