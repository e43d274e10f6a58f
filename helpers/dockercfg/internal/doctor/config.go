package doctor

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// configIsReadable checks that Docker's config can be read: some clients ignore a config
// that cannot be read, and others fail.
func configIsReadable(c *checkup) {
	info, err := os.Lstat(c.Path)
	switch {
	case dockerconfig.Missing(c.Problem):
		c.find(Info, "dockercfg configure", "%s does not exist, so no helper is used", c.short(c.Path))
	case err == nil && info.IsDir():
		c.find(Error, "rmdir "+shellword.Path(c.Path), "%s is a directory: docker creates one if the source of a mount is missing",
			c.short(c.Path))
	case c.Problem != nil:
		c.find(Error, c.readable(), "%s cannot be read: %s", c.short(c.Path), c.Problem)
	case bytes.HasPrefix(c.Text, []byte("\xef\xbb\xbf")):
		c.find(Error, "sed -i '1s/^\\xef\\xbb\\xbf//' "+shellword.Path(c.Path),
			"%s begins with a byte order mark, so docker finds no credentials in it", c.short(c.Path))
	}
	if dir := c.Env("DOCKER_CONFIG"); dir != "" {
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			c.find(Error, "export DOCKER_CONFIG="+shellword.Quote(filepath.Dir(dir)),
				"DOCKER_CONFIG names a file, not a directory")
		}
	}
}

// readable returns the command that makes the config readable.
func (c *checkup) readable() string {
	var unsafe *safefile.Unsafe
	dir, path := shellword.Path(filepath.Dir(c.Path)), shellword.Path(c.Path)
	switch {
	case errors.Is(c.Problem, fs.ErrPermission) && foreignOwner(filepath.Dir(c.Path)) == "" && foreignOwner(c.Path) == "":
		return "chmod u+rwx " + dir + " && chmod 600 " + path
	case errors.Is(c.Problem, fs.ErrPermission):
		return "sudo chown -R \"$(id -u):$(id -g)\" " + dir
	case errors.Is(c.Problem, syscall.ELOOP), errors.As(c.Problem, &unsafe):
		return "mv " + path + " " + shellword.Path(c.Path+".old")
	}
	return c.edit()
}

// edit returns the command that opens the config.
func (c *checkup) edit() string { return "$EDITOR " + shellword.Path(c.Path) }

// configIsPrivate checks the owner and the mode of the config: logins that others can
// read are not secret; a file that belongs to another user, such as root after sudo,
// cannot be changed by a login.
func configIsPrivate(c *checkup) {
	if c.Problem != nil {
		return
	}
	if safefile.OthersMayRead(c.Path) && len(inline(c.Config)) > 0 {
		c.find(Warning, "chmod 600 "+shellword.Path(c.Path), "%s contains logins and every user of this machine can read it",
			c.short(c.Path))
	}
	if owner := foreignOwner(c.Path); owner != "" {
		c.find(Error, "sudo chown -R \"$(id -u):$(id -g)\" "+shellword.Path(filepath.Dir(c.Path)),
			"%s belongs to %s, as after `sudo docker login`, so logins of this user cannot be saved",
			c.short(c.Path), owner)
	}
}

// keysAreSpelt checks the keys of the config: a misspelt key looks like one that clients
// read.
func keysAreSpelt(c *checkup) {
	for _, warning := range c.Config.Warnings {
		switch warning.Kind {
		case dockerconfig.UnreadKey, dockerconfig.Unpadded:
			c.find(Error, c.edit(), "%s", warning)
		case dockerconfig.LineEnd:
			c.find(Warning, "docker login HOST", "%s", warning)
		}
	}
}

// inline returns the logins that a file itself contains.
func inline(config dockerconfig.Config) (all []dockerconfig.Entry) {
	for _, e := range config.Auths {
		if !e.Placeholder() && e.Secret != "" {
			all = append(all, e)
		}
	}
	return all
}
