package inputs

import (
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxSecret bounds the size of a file with a secret, in bytes.
const maxSecret = 64 << 10

// Secret reads a file with a secret that a user named, without the newline that editors
// append. where is the variable or the line of config.toml that names it, for errors.
func (r *Recorder) Secret(path, where string) (string, error) {
	if !filepath.IsAbs(path) {
		return "", fault.New(fault.Config,
			"%s is a relative path: use an absolute path, which does not depend on the working directory", where)
	}
	data, err := r.Read(path, maxSecret, false)
	if err != nil {
		return "", fault.New(fault.Config,
			"%s names a file that cannot be read: %s: check the path and the permissions",
			where, safefile.Problem(err))
	}
	text, err := safefile.Text(data)
	if err != nil {
		return "", fault.New(fault.Config, "%s names a file that cannot be read: %w", where, err)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	if text == "" {
		return "", fault.New(fault.Config, "%s names an empty file: write the secret into it", where)
	}
	return text, nil
}
