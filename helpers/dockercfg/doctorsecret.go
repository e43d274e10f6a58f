package main

import (
	"io"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/doctor"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxManifest bounds a manifest; a Secret has at most 1 MiB.
const maxManifest = 8 << 20 // bytes

// secretFindings checks the pull secrets of the manifest that --config names; known is
// false if it names something else.
func secretFindings(config string, s streams) (findings []doctor.Finding, known bool, err error) {
	var text []byte
	switch config {
	case "":
		return nil, false, nil
	case "-":
		if text, err = io.ReadAll(io.LimitReader(s.in, maxManifest)); err != nil {
			return nil, false, fault.New(fault.Input, "reading standard input: %w", err)
		}
	default:
		if text, err = safefile.ReadNamed(config, maxManifest, false); err != nil {
			return nil, false, nil // reported by the checks of a config
		}
	}
	findings, known = doctor.Secrets(text, time.Now())
	if config == "-" && !known {
		return nil, false, exit.Misused("standard input is not a pull secret: " +
			"kubectl get secret NAME -o yaml | dockercfg doctor --config -")
	}
	return findings, known, nil
}
