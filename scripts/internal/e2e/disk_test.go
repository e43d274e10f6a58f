//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestFullDisk: if the second login does not fit, the first one is unchanged.
func TestFullDisk(t *testing.T) {
	inNamespace(t, stage.New(t), `
		mount -t tmpfs -o size=64k,mode=700 t "$HOME"
		login old | ask store
		head -c 1M /dev/zero >"$HOME/fill" || true
		login new | ask store | sed 's/tmp-.*:/tmp:/'
		temps
		printf a.example | ask get
		rm "$HOME/fill"
		login new | ask store
		printf a.example | ask get
	`, `
		store = 0
		docker-credential-file: store: saving the login: write ~/.local/share/dockercfg/store/.dockercfg-tmp: no space left on device
		store = 1
		{"ServerURL":"a.example","Username":"ann","Secret":"old"}
		get = 0
		store = 0
		{"ServerURL":"a.example","Username":"ann","Secret":"new"}
		get = 0
	`)
}

// TestFullDiskFirst: even the key does not fit.
func TestFullDiskFirst(t *testing.T) {
	inNamespace(t, stage.New(t), `
		mount -t tmpfs -o size=64k,mode=700 t "$HOME"
		head -c 1M /dev/zero >"$HOME/fill" || true
		login new | ask store | sed 's/tmp-.*:/tmp:/'
		temps
		printf a.example | ask get
		rm "$HOME/fill"
		login new | ask store
		printf a.example | ask get
	`, `
		docker-credential-file: store: creating the store's key: write ~/.config/dockercfg/.dockercfg-tmp: no space left on device
		store = 1
		credentials not found in native keychain
		get = 1
		store = 0
		{"ServerURL":"a.example","Username":"ann","Secret":"new"}
		get = 0
	`)
}

// TestNoInodes: every number of inodes from zero to one too few. Six directories, the key and the
// entry need eight, and the home directory one more.
func TestNoInodes(t *testing.T) {
	inNamespace(t, stage.New(t), `
		for n in 2 3 4 5 6 7 8; do
			mount -t tmpfs -o size=1m,nr_inodes=$n,mode=700 t "$HOME"
			login new | ask store | sed 's/.*no space/no space/'
			temps
			printf a.example | ask get
			umount "$HOME"
		done
		mount -t tmpfs -o size=1m,nr_inodes=9,mode=700 t "$HOME"
		login old | ask store
		login new | ask store | sed 's/.*no space/no space/'
		temps
		printf a.example | ask get
	`, strings.Repeat(`
		no space left on device
		store = 1
		credentials not found in native keychain
		get = 1
	`, 7)+`
		store = 0
		no space left on device
		store = 1
		{"ServerURL":"a.example","Username":"ann","Secret":"old"}
		get = 0
	`)
}

// TestReadOnly: on a read-only disk, reading works and every change is an error.
func TestReadOnly(t *testing.T) {
	inNamespace(t, stage.New(t), `
		mount -t tmpfs -o mode=700 t "$HOME"
		login old | ask store
		mount -o remount,ro "$HOME"
		login new | ask store | sed 's/.*: read-only/read-only/'
		printf a.example | ask erase | sed 's/.*: read-only/read-only/'
		printf b.example | ask erase
		printf a.example | ask get
		ask list
		mount -t tmpfs -o ro,mode=700 t "$HOME"
		login new | ask store | sed 's/.*: read-only/read-only/'
		printf a.example | ask get
		ask list
	`, `
		store = 0
		read-only file system
		store = 1
		read-only file system
		erase = 1
		erase = 0
		{"ServerURL":"a.example","Username":"ann","Secret":"old"}
		get = 0
		{"a.example":"ann"}
		list = 0
		read-only file system
		store = 1
		credentials not found in native keychain
		get = 1
		{}
		list = 0
	`)
}

// TestExportDisk: if the output does not fit, the old file remains.
func TestExportDisk(t *testing.T) {
	s := stage.New(t)
	s.WriteConfig(t, `{"auths":{"a.example":{"username":"ann","password":"secret"}}}`)
	inNamespace(t, s.With("DOCKERCFG="+stage.Path(t, "dockercfg")), `
		mount -t tmpfs -o size=16k,mode=700 t "$HOME"
		echo old >"$HOME/out"
		head -c 1M /dev/zero >"$HOME/fill" || true
		code=0; "$DOCKERCFG" export --force -o "$HOME/out" 2>/dev/null || code=$?
		echo "export = $code"; cat "$HOME/out"; temps
		code=0; "$DOCKERCFG" export -o "$HOME/new" 2>/dev/null || code=$?
		echo "export = $code"; ls "$HOME"; temps
		rm "$HOME/fill"
		"$DOCKERCFG" export --force -o "$HOME/out" 2>/dev/null
		grep -c a.example "$HOME/out"
	`, `
		export = 1
		old
		export = 1
		fill
		out
		1
	`)
}
