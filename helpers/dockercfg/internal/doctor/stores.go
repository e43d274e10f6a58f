package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/filestore"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// storeIsUsable checks what the platform's stores need, as far as can be seen.
func storeIsUsable(c *checkup) {
	switch c.Config.CredsStore {
	case "auto":
		c.keeper()
	case "pass":
		c.pass()
	case "secretservice":
		if c.Env("DBUS_SESSION_BUS_ADDRESS") == "" {
			c.find(Error, "dockercfg configure, with docker-credential-file as the store",
				"the credsStore secretservice needs a desktop session, and DBUS_SESSION_BUS_ADDRESS is not set")
		}
	case "osxkeychain":
		if c.Env("SSH_CONNECTION") != "" && c.GOOS == "darwin" {
			c.find(Warning, "security unlock-keychain",
				"over SSH the keychain is locked, so its logins cannot be read until it is unlocked")
		}
	case "wincred":
		if c.GOOS == "windows" {
			c.find(Info, "", "the Windows Credential Manager does not store a secret of more than 2560 bytes; "+
				"docker-credential-file stores up to 64 KiB")
		}
	}
}

// keeper checks that the store in which docker-credential-auto keeps logins is installed.
// A machine that only uses identities of clouds does not need it.
func (c *checkup) keeper() {
	store := c.Env("DOCKERCFG_KEEPER")
	switch store {
	case logins.None:
		return
	case "", "auto":
		store = logins.DefaultStore()
	}
	if _, err := helperclient.Find(store); errors.Is(err, helperclient.ErrMissing) {
		c.find(Info, "install docker-credential-"+store,
			"docker-credential-%s, which would keep the logins, is not installed, so `docker login` fails", store)
	}
}

// fileStoreIsAccessible checks the store of docker-credential-file: a store that cannot
// be opened, such as one that root created, fails for each login in it.
func fileStoreIsAccessible(c *checkup) {
	at, err := filestore.Dir()
	if err == nil {
		_, err = safefile.Open(at.Path)
	}
	var unsafe *safefile.Unsafe
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, userdirs.ErrNoHome):
	case errors.As(err, &unsafe):
		c.find(Error, unsafe.Fix, "the store of docker-credential-file cannot be used: %s %s", c.short(unsafe.Path),
			unsafe.Problem)
	default:
		c.find(Error, "dockercfg explain HOST", "the store of docker-credential-file cannot be used: %s",
			fault.Text(err))
	}
}

// sessionBusExists checks the session bus: the desktop's store is used as soon as there
// is a session bus, and is asked for every pull. A shell may still have the address of a
// bus that has ended.
func sessionBusExists(c *checkup) {
	if c.Config.CredsStore != "" && c.Config.CredsStore != "auto" || c.Env("DOCKERCFG_KEEPER") != "" ||
		logins.DefaultStore() != "secretservice" {
		return
	}
	path, ok := strings.CutPrefix(c.Env("DBUS_SESSION_BUS_ADDRESS"), "unix:path=")
	path, _, _ = strings.Cut(path, ",")
	if _, err := os.Stat(path); ok && err != nil {
		c.find(Warning, "export DOCKERCFG_KEEPER=file",
			"docker-credential-secretservice keeps the logins, since no other store is named, "+
				"but the session bus %s does not exist", path)
	}
}

// pass checks what pass needs: gpg, an initialized store, and a terminal for the
// passphrase.
func (c *checkup) pass() {
	if _, err := safeexec.Find("gpg", "gpg2"); err != nil {
		c.find(Error, "install gnupg", "the credsStore pass needs gpg, which is not on PATH")
	}
	dir := c.Env("PASSWORD_STORE_DIR")
	if dir == "" {
		dir = filepath.Join(c.Home, ".password-store")
	}
	if _, err := os.Stat(filepath.Join(dir, ".gpg-id")); err != nil {
		c.find(Error, "pass init KEY-ID", "the credsStore pass has no store yet: %s does not exist",
			c.short(filepath.Join(dir, ".gpg-id")))
	}
	if c.Env("GPG_TTY") == "" && c.Env("DISPLAY") == "" && c.Env("WAYLAND_DISPLAY") == "" {
		c.find(Info, "export GPG_TTY=$(tty)",
			"without GPG_TTY or a display, gpg cannot ask for the passphrase of pass")
	}
}

// podmanAsksHelpers checks podman's configuration: podman, skopeo and buildah do not read
// credsStore.
func podmanAsksHelpers(c *checkup) {
	if c.Config.CredsStore == "" {
		return
	}
	found, err := safeexec.Find("podman", "skopeo", "buildah")
	if err != nil {
		return
	}
	files := []string{"/etc/containers/registries.conf", filepath.Join(c.Home, ".config", "containers",
		"registries.conf")}
	for _, dir := range []string{"/etc/containers", filepath.Join(c.Home, ".config", "containers")} {
		more, _ := filepath.Glob(filepath.Join(dir, "registries.conf.d", "*.conf"))
		files = append(files, more...)
	}
	for _, file := range files {
		data, err := safefile.ReadNamed(file, 1<<20, false)
		if err == nil && strings.Contains("\n"+string(data), "\ncredential-helpers") {
			return
		}
	}
	c.find(Info, "dockercfg configure --podman", "%s does not read credsStore, so it does not ask docker-credential-%s",
		filepath.Base(found), c.Config.CredsStore)
}
