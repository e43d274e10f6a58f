//go:debug updatemaxprocs=0

// Docker-credential-file keeps logins in an encrypted directory: no daemon, no
// desktop, no terminal, no other program. It is the store for servers, CI and
// containers, and the default store of this suite.
//
//	~/.docker/config.json:  {"credsStore": "file"}
//	or for one registry:    {"credHelpers": {"registry.example:5000": "file"}}
//
// Every entry is one age file (https://age-encryption.org) under a hashed name,
// padded to 4 KiB. The key is an age identity, made on the first login; the
// stock age tool opens an entry with it.
//
// Variables:
//
//	DOCKERCFG_STORE           directory of the entries, an absolute path
//	                          (default $XDG_DATA_HOME/dockercfg/store,
//	                          that is ~/.local/share/dockercfg/store)
//	DOCKERCFG_STORE_KEY_FILE  file with the age identity, an absolute path
//	                          (default $XDG_CONFIG_HOME/dockercfg/store-key.txt,
//	                          that is ~/.config/dockercfg/store-key.txt)
//
// What the encryption protects: a copy or backup of the store without its key.
// Whoever can read all of your files can read the key too; keep it elsewhere,
// for instance on a CI secret's mount, to protect more.
//
// The three commonest errors:
//
//	store: the key ... is missing           the entries are there, their key is
//	                                        not: restore it, or remove the store
//	store: cannot decrypt ...               the key is not the one it was kept with
//	store: ... is writable by other users  chmod go-rwx it
package main

import "github.com/dockercfg/dockercfg/shared/protocol"

// about is what --help says of this program, as its manual does.
const about = "keeps logins in an encrypted directory: no daemon, no desktop, no terminal, no other program"

func main() { protocol.Main("docker-credential-file", keeper{}.protocol()) }
