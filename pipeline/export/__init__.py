"""Writing the tables of a run in other formats. Reads Parquet only."""
