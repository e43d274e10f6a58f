package doctor

import (
	"errors"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// noLoginIsShadowed checks for logins that are never used: a helper takes precedence over
// the file's own entry, which is then never used, however often it is written.
func noLoginIsShadowed(c *checkup) {
	for _, e := range inline(c.Config) {
		if !c.wanted(e.Key) {
			continue
		}
		asked := lookup.Asked(lookup.Host(e.Key)) // what docker asks for if it uses this entry
		for _, b := range c.Config.CredHelpers {
			if (same(b.Key, e.Key) || b.Key == asked) && b.Helper != "" {
				c.find(Warning, c.withKey("docker logout", e.Key),
					"the login of %s in the file is never used: credHelpers names %s for it", e.Key, b.Helper)
			}
		}
		if _, bound := c.boundTo(e.Key); c.Config.CredsStore != "" && !bound {
			c.find(Warning, c.withKey("docker login", e.Key),
				"the login of %s in the file is never used: the credsStore %s is asked instead", e.Key,
				c.Config.CredsStore)
		}
	}
}

// boundTo returns the helper that credHelpers names for a registry. The name may be
// "", which means the file's own entry.
func (c *checkup) boundTo(key string) (helper string, bound bool) {
	for _, b := range c.Config.CredHelpers {
		if same(b.Key, key) {
			return b.Helper, true
		}
	}
	return "", false
}

// noLoginIsPlain checks for plain and expired logins: base64 is not encryption, and an
// expired login is refused.
func noLoginIsPlain(c *checkup) {
	plain := 0
	for _, e := range inline(c.Config) {
		if !c.wanted(e.Key) {
			continue
		}
		plain++
		if ends, ok := e.Secret.Expiry(); ok && time.Until(ends) < 0 {
			c.find(Error, c.withKey("docker login", e.Key), "the login of %s expired at %s", e.Key,
				ends.UTC().Format(time.RFC3339))
		}
		if e.Username == credential.TokenUser {
			c.find(Info, "", "the login of %s is an identity token, which only docker and podman can use", e.Key)
		}
	}
	if plain > 0 && c.Config.CredsStore == "" {
		c.find(Warning, "dockercfg configure --move-logins", "%s contains %s in plain text: base64 is not encryption",
			c.short(c.Path), term.Count(plain, "login", "logins"))
	}
}

// authVariableIsUsed checks DOCKER_AUTH_CONFIG: DOCKER_AUTH_CONFIG takes precedence over
// everything else, or is ignored.
func authVariableIsUsed(c *checkup) {
	text := c.Env("DOCKER_AUTH_CONFIG")
	if text == "" {
		return
	}
	config, err := dockerconfig.ParseVariable(text, "DOCKER_AUTH_CONFIG")
	var path *dockerconfig.Path
	if errors.As(err, &path) {
		c.find(Error, `export DOCKER_AUTH_CONFIG="$(cat "$DOCKER_AUTH_CONFIG")"`,
			"DOCKER_AUTH_CONFIG is a path, but must be the content of the file")
		return
	}
	if err != nil {
		c.find(Error, "unset DOCKER_AUTH_CONFIG", "%s", err)
		return
	}
	if problem := formats.EnvProblem([]byte(text)); problem != nil {
		c.find(Warning, "dockercfg export --format auth-config-env -o -", "docker ignores DOCKER_AUTH_CONFIG: %s",
			problem)
	}
	for _, e := range config.Auths {
		if c.wanted(e.Key) {
			c.find(Info, "unset DOCKER_AUTH_CONFIG",
				"the login of %s comes from DOCKER_AUTH_CONFIG, whatever else is configured", e.Key)
		}
	}
}
