"""Pictures, drawings, sound and video: what they say beside their pixels, and the words on them by OCR."""
