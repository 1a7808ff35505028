"""The review site: pages of documents beside what was read on them, opened from the disk."""
