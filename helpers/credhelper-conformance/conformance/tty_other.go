//go:build !linux && !darwin

package conformance

import "errors"

type terminal struct{}

func (*terminal) close() {}

func openTerminal() (*terminal, error) { return nil, errors.New("only Linux and macOS are supported") }

func (*session) typed(*terminal, string) (string, answer, error) { return "", answer{}, nil }

func (*session) besideTerminal(*terminal, string) string { return "" }
