# Dictionaries are data (rules/locales/<locale>/<name>.txt, one entry a line, most frequent first);
# the build puts them into the program, so that it runs from anywhere. A small program of the build
# checks them and writes them, with their alias tables, as constants of C.
file(GLOB dictionary_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/locales/*/*.txt)
set(dictionary_source ${PROJECT_BINARY_DIR}/dictionaries/dictionary_words.c)

add_executable(pgm_dictionary_embed ${PROJECT_SOURCE_DIR}/engine/mask/embed/dictionary_embed.c)
target_compile_options(pgm_dictionary_embed PRIVATE -Wall -Wextra -Wconversion -Wshadow)

file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/dictionaries)
add_custom_command(
  OUTPUT ${dictionary_source}
  COMMAND pgm_dictionary_embed ${dictionary_source} ${dictionary_files}
  DEPENDS pgm_dictionary_embed ${dictionary_files}
  COMMENT "Embedding the dictionaries of rules/locales"
  VERBATIM)
target_sources(pgm_mask PRIVATE ${dictionary_source})
