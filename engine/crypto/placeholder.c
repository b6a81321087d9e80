typedef int pgm_crypto_placeholder;
