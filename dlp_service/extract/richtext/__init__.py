"""Rich Text Format 1.9.1, in one pass, with what Outlook wraps in it (MS-OXRTFEX)."""
