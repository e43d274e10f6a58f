package doctor

import (
	"strconv"

	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// rulesAreValid reports all mistakes in config.toml; a helper reports only the one
// that concerns its registry.
func rulesAreValid(c *checkup) {
	path, err := userconfig.Path(c.Env)
	if err != nil {
		c.find(Error, "unset DOCKERCFG_CONFIG", "%s", err)
		return
	}
	file, err := userconfig.Load(c.Env, nil)
	if err != nil {
		c.find(Error, "unset DOCKERCFG_CONFIG", "%s", err)
		return
	}
	edit := "$EDITOR " + shellword.Path(path)
	for _, p := range file.Problems() {
		where := ""
		if p.Line > 0 {
			where = "config.toml, line " + strconv.Itoa(p.Line) + ": "
		}
		c.find(Error, edit, "%s%s", where, p.Text)
	}
	for helper, line := range file.Helpers() {
		if _, err := helperclient.Find(helper); err != nil {
			c.find(Error, edit,
				"config.toml, line %d: the rule names the helper %s, but %s%s is not installed",
				line, helper, helperclient.Prefix, helper)
		}
	}
}
