# cmake -DOUT=detector_files.c -DFILES=a.yaml|b.yaml -P embed.cmake
# The files as arrays of bytes, with a table of their names.
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(table "")
set(index 0)
foreach(path ${files})
  get_filename_component(name ${path} NAME)
  file(READ ${path} hex HEX)
  string(REGEX REPLACE "(................................................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "static const unsigned char file_${index}[] = {\n${bytes}0};\n")
  string(APPEND table "    {\"${name}\", (const char *)file_${index}, sizeof file_${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT}
  "/* Made by engine/detect/embed/embed.cmake. */\n#include \"detector_files.h\"\n\n${arrays}\n"
  "const struct pgm_detector_file pgm_detector_files[] = {\n${table}    {0, 0, 0},\n};\n")
