"""Tables: files of many units, in and out."""
