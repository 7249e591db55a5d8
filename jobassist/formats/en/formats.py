"""Times in English: with the offset of the clock they are on, as a page is read from elsewhere."""

DATETIME_FORMAT = "j M Y, H:i O"
SHORT_DATETIME_FORMAT = "Y-m-d H:i O"
