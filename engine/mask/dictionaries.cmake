# Dictionaries are data (rules/locales/<locale>/<name>.txt, one entry a line, most frequent first);
# the build puts them into the program, so that it runs from anywhere.
