//go:debug updatemaxprocs=0

// Docker-credential-file saves logins in an encrypted directory: it needs no daemon, no desktop, no
// terminal and no other program. It is the store for servers, CI and containers, and the default
// store of this suite.
//
//	~/.docker/config.json:  {"credsStore": "file"}
//	or for one registry:    {"credHelpers": {"registry.example:5000": "file"}}
//
// Every entry is one age file (https://age-encryption.org) under a hashed name, padded to 4 KiB.
// The key is an age identity, which the first login creates; the standard age tool can decrypt an
// entry with it.
//
// Variables:
//
//	DOCKERCFG_STORE           directory of the entries, an absolute path
//	                          (default $XDG_DATA_HOME/dockercfg/store,
//	                          usually ~/.local/share/dockercfg/store)
//	DOCKERCFG_STORE_KEY_FILE  file with the age identity, an absolute path
//	                          (default $XDG_CONFIG_HOME/dockercfg/store-key.txt,
//	                          usually ~/.config/dockercfg/store-key.txt)
//
// The encryption protects a copy or backup of the store without its key. Someone who can read all
// of your files can read the key too. To protect more, put the key elsewhere, for example on a
// mounted CI secret.
//
// The three commonest errors:
//
//	store: the key ... is missing           there are entries without their key:
//	                                        restore it, or remove the store
//	store: cannot decrypt ...               the entry was encrypted with another key
//	store: ... is writable by other users  run chmod go-rwx on it
package main

import "github.com/dockercfg/dockercfg/shared/protocol"

// about is the first sentence of the manual, for --help.
const about = "saves logins in an encrypted directory: it needs no daemon, no desktop, no terminal and no other program"

func main() { protocol.Main("docker-credential-file", helper{}.protocol()) }
