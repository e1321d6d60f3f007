"""What holds secrets: encrypting, sharing keys, decrypting. The voting server never imports it (`.importlinter`)."""
