"""Office Open XML packages and their binary workbooks (ECMA-376, MS-XLSB): every part is accounted for."""
