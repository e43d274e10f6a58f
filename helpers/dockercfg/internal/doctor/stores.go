package doctor

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tool"
)

// storesWork: what the platform's stores need, as far as a look tells.
func storesWork(c *checkup) {
	switch c.Config.CredsStore {
	case "pass":
		c.pass()
	case "secretservice":
		if c.Env("DBUS_SESSION_BUS_ADDRESS") == "" {
			c.find(Error, "dockercfg configure, with docker-credential-file as the store", "the credsStore secretservice needs a desktop's session, and DBUS_SESSION_BUS_ADDRESS is not set")
		}
	case "osxkeychain":
		if c.Env("SSH_CONNECTION") != "" && c.GOOS == "darwin" {
			c.find(Warning, "security unlock-keychain", "over SSH the keychain is locked, and its logins cannot be read until it is unlocked")
		}
	case "wincred":
		if c.GOOS == "windows" {
			c.find(Info, "", "the Windows Credential Manager takes no secret of more than 2560 bytes; docker-credential-file takes 64 KiB")
		}
	}
}

// pass needs gpg, a store that was begun, and a terminal for its question.
func (c *checkup) pass() {
	if _, err := tool.Find("gpg", "gpg2"); err != nil {
		c.find(Error, "install gnupg", "the credsStore pass needs gpg, which is not on PATH")
	}
	dir := c.Env("PASSWORD_STORE_DIR")
	if dir == "" {
		dir = filepath.Join(c.Home, ".password-store")
	}
	if _, err := os.Stat(filepath.Join(dir, ".gpg-id")); err != nil {
		c.find(Error, "pass init KEY-ID", "the credsStore pass has no store yet: %s is not there", c.short(filepath.Join(dir, ".gpg-id")))
	}
	if c.Env("GPG_TTY") == "" && c.Env("DISPLAY") == "" && c.Env("WAYLAND_DISPLAY") == "" {
		c.find(Info, "export GPG_TTY=$(tty)", "without GPG_TTY and a display, gpg cannot ask for the passphrase of pass")
	}
}

// podmanIsTold: podman, skopeo and buildah read no credsStore.
func podmanIsTold(c *checkup) {
	if c.Config.CredsStore == "" {
		return
	}
	found, err := tool.Find("podman", "skopeo", "buildah")
	if err != nil {
		return
	}
	files := []string{"/etc/containers/registries.conf", filepath.Join(c.Home, ".config", "containers", "registries.conf")}
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
	c.find(Info, "dockercfg configure --podman", "%s reads no credsStore, so it does not ask docker-credential-%s", filepath.Base(found), c.Config.CredsStore)
}
