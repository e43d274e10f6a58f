package main

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// setting is what a rule says, else a variable.
type setting struct {
	value, name string
	rule        userconfig.Rule // that says it; Found is false for a variable
}

func settingOf(u userconfig.Rule, key userconfig.Key, variable string) setting {
	if value := u.Get(key); value != "" {
		return setting{value, key.String(), u}
	}
	return setting{value: os.Getenv(variable), name: variable}
}

// words name the setting.
func (s setting) words() string {
	if s.rule.Found {
		return s.name + " in config.toml"
	}
	return s.name
}

// mistake is an error about the setting, whose name what follows.
func (s setting) mistake(what string) error {
	if s.rule.Found {
		return s.rule.Mistake("%s %s", s.name, what)
	}
	return fault.New(fault.Config, "%s %s", s.name, what)
}
