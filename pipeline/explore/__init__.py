"""For people who ask the tables: frames, SQL, pictures of the source, plots. Reads Parquet and PDFs, never extractors."""
