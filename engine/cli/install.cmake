# The public library, what is generated from the option tables, and what `cmake --install` puts where.

# The layers are the program's too; here only pgmirage_* may be seen.
add_library(pgmirage_shared SHARED engine/cli/library.c)
set(exports ${PROJECT_SOURCE_DIR}/engine/cli/library.map)
target_link_libraries(pgmirage_shared PRIVATE pgm_cli)
target_link_options(pgmirage_shared PRIVATE -Wl,--version-script=${exports})
set_target_properties(pgmirage_shared PROPERTIES
  OUTPUT_NAME pgmirage
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}
  LINK_DEPENDS ${exports})

# Where `include:` looks last; a tree that was moved is found from the program's own place first.
target_compile_definitions(pgm_verb PRIVATE
  PGM_PRESET_DIRECTORY="${CMAKE_INSTALL_FULL_DATADIR}/pgmirage/rules")

# pgm_generated(file argument...): the output of the program itself.
set(generated_folder ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${generated_folder})
function(pgm_generated file)
  add_custom_command(OUTPUT ${generated_folder}/${file}
    COMMAND pgmirage ${ARGN} > ${generated_folder}/${file}
    DEPENDS pgmirage
    VERBATIM)
  set_property(GLOBAL APPEND PROPERTY pgm_generated_files ${generated_folder}/${file})
endfunction()
pgm_generated(pgmirage.1 help --man)
pgm_generated(pgmirage.bash completion bash)
pgm_generated(_pgmirage completion zsh)
pgm_generated(pgmirage.fish completion fish)
get_property(generated_files GLOBAL PROPERTY pgm_generated_files)
add_custom_target(pgmirage_generated ALL DEPENDS ${generated_files})

# The tree may be moved after the installation: pkg-config finds its prefix from the file's place.
file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
configure_file(engine/cli/pgmirage.pc.in ${generated_folder}/pgmirage.pc @ONLY)

install(TARGETS pgmirage pgmirage_shared)
install(FILES include/pgmirage.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${generated_folder}/pgmirage.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(DIRECTORY rules/ DESTINATION ${CMAKE_INSTALL_DATADIR}/pgmirage/rules)
install(FILES ${generated_folder}/pgmirage.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${generated_folder}/pgmirage.bash RENAME pgmirage
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${generated_folder}/_pgmirage
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${generated_folder}/pgmirage.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
