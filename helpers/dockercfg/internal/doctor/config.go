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
)

// configIsRead: a config that cannot be read is no config to some clients, and
// an end to others.
func configIsRead(c *checkup) {
	info, err := os.Lstat(c.Path)
	switch {
	case dockerconfig.Missing(c.Problem):
		c.find(Info, "dockercfg configure", "there is no %s, so no helper is asked for anything", c.short(c.Path))
	case err == nil && info.IsDir():
		c.find(Error, "rmdir "+c.Path, "%s is a directory: docker makes one where a mount's source is missing", c.short(c.Path))
	case c.Problem != nil:
		c.find(Error, c.readable(), "%s cannot be read: %s", c.short(c.Path), c.Problem)
	case bytes.HasPrefix(c.Text, []byte("\xef\xbb\xbf")):
		c.find(Error, "sed -i '1s/^\\xef\\xbb\\xbf//' "+c.Path, "%s begins with a byte order mark, with which docker finds no credentials in it", c.short(c.Path))
	}
	if dir := c.Env("DOCKER_CONFIG"); dir != "" {
		if info, err := os.Stat(dir); err == nil && !info.IsDir() {
			c.find(Error, "export DOCKER_CONFIG="+filepath.Dir(dir), "DOCKER_CONFIG names a file, and is to name its directory")
		}
	}
}

// readable is what makes the config one that can be read.
func (c *checkup) readable() string {
	var unsafe *safefile.Unsafe
	switch dir := filepath.Dir(c.Path); {
	case errors.Is(c.Problem, fs.ErrPermission) && foreignOwner(dir) == "" && foreignOwner(c.Path) == "":
		return "chmod u+rwx " + dir + " && chmod 600 " + c.Path
	case errors.Is(c.Problem, fs.ErrPermission):
		return "sudo chown -R \"$(id -u):$(id -g)\" " + dir
	case errors.Is(c.Problem, syscall.ELOOP), errors.As(c.Problem, &unsafe):
		return "mv " + c.Path + " " + c.Path + ".old"
	}
	return "$EDITOR " + c.Path
}

// configIsPrivate: what others can read they have read; what another user owns,
// such as root after sudo, cannot be changed by a login.
func configIsPrivate(c *checkup) {
	if c.Problem != nil {
		return
	}
	if safefile.OthersMayRead(c.Path) && len(inline(c.Config)) > 0 {
		c.find(Warning, "chmod 600 "+c.Path, "%s holds logins and can be read by every user of this machine", c.short(c.Path))
	}
	if owner := foreignOwner(c.Path); owner != "" {
		c.find(Error, "sudo chown -R \"$(id -u):$(id -g)\" "+filepath.Dir(c.Path), "%s belongs to %s, as after `sudo docker login`: logins of this user cannot be written", c.short(c.Path), owner)
	}
}

// namesAreSpelt: a key that no client reads looks like one that is read.
func namesAreSpelt(c *checkup) {
	for _, warning := range c.Config.Warnings {
		switch warning.Kind {
		case dockerconfig.UnreadKey, dockerconfig.Unpadded:
			c.find(Error, "$EDITOR "+c.Path, "%s", warning)
		case dockerconfig.LineEnd:
			c.find(Warning, "docker login HOST", "%s", warning)
		}
	}
}

// inline are the logins that stand in a file.
func inline(config dockerconfig.Config) (all []dockerconfig.Entry) {
	for _, e := range config.Auths {
		if !e.Placeholder() && e.Secret != "" {
			all = append(all, e)
		}
	}
	return all
}
