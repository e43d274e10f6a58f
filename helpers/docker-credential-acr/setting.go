package main

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// setting is the value of a key in a rule, or else of a variable.
type setting struct {
	value, name string
	rule        userconfig.Rule // that contains it; Found is false for a variable
}

func settingOf(u userconfig.Rule, key userconfig.Key, variable string) setting {
	if value := u.Get(key); value != "" {
		return setting{value, key.String(), u}
	}
	return setting{value: os.Getenv(variable), name: variable}
}

// label returns the setting's name, for errors.
func (s setting) label() string {
	if s.rule.Found {
		return s.name + " in config.toml"
	}
	return s.name
}

// mistake returns an error about the setting. what follows its name.
func (s setting) mistake(what string) error {
	if s.rule.Found {
		return s.rule.Mistake("%s %s", s.name, what)
	}
	return fault.New(fault.Config, "%s %s", s.name, what)
}
