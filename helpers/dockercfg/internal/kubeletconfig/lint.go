package kubeletconfig

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxFile bounds a configuration here; the kubelet has no limit.
const maxFile = 4 << 20 // bytes

// Report is what Lint found in a configuration.
type Report struct {
	Providers int
	Faults    []string // errors with which the kubelet does not start
	Notes     []string // what the kubelet accepts but never uses
}

// placed is a provider and its place in the files.
type placed struct {
	provider
	at string // pull.yaml: providers[0]
}

// checker collects the findings.
type checker struct {
	report Report
	all    []placed
}

func (c *checker) fault(format string, args ...any) {
	c.report.Faults = append(c.report.Faults, fmt.Sprintf(format, args...))
}

func (c *checker) note(format string, args ...any) {
	c.report.Notes = append(c.report.Notes, fmt.Sprintf(format, args...))
}

// Lint checks a file, or a directory as the kubelet reads it, by the kubelet's rules.
// binDir is where the programs have to be; if it is "", they are not checked. An error
// means that the files could not be read.
func Lint(path, binDir string) (Report, error) {
	c := &checker{}
	files, err := c.files(path)
	if err != nil {
		return c.report, err
	}
	for _, file := range files {
		if err := c.read(file); err != nil {
			return c.report, err
		}
	}
	c.report.Providers = len(c.all)
	if len(c.report.Faults) == 0 { // the kubelet, too, stops here
		c.validate(path)
		c.programs(binDir)
	}
	if len(c.report.Faults) == 0 {
		c.notes()
	}
	return c.report, nil
}

// files returns the files that the kubelet reads, in its order.
func (c *checker) files(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		name := filepath.Join(path, e.Name())
		switch filepath.Ext(e.Name()) {
		case ".json", ".yaml", ".yml":
			if !e.IsDir() {
				files = append(files, name)
				continue
			}
		}
		c.note("%s: the kubelet does not read this file: in a directory, names must end in .json, .yaml or .yml", name)
	}
	if len(files) == 0 {
		c.fault("%s: the directory contains no file that ends in .json, .yaml or .yml", path)
	}
	slices.Sort(files)
	return files, nil
}

func (c *checker) read(path string) error {
	data, err := safefile.ReadNamed(path, maxFile, false)
	if err != nil {
		return err
	}
	providers, err := decode(data)
	if err != nil {
		c.fault("%s: %s", path, err)
		return nil
	}
	if extra := documentsAfter(data); extra > 0 {
		c.note("%s: the kubelet reads only the first document: %d more after --- are ignored", path, extra)
	}
	for i, p := range providers {
		here := placed{p, fmt.Sprintf("%s: providers[%d]", path, i)}
		if slices.ContainsFunc(c.all, func(other placed) bool { return other.Name == p.Name }) {
			c.fault("%s.name: another provider has the name %q", here.at, p.Name)
		}
		c.all = append(c.all, here)
	}
	return nil
}

// programs checks the files that the kubelet would start.
func (c *checker) programs(dir string) {
	if dir == "" {
		return
	}
	if _, err := os.Stat(dir); err != nil {
		c.fault("%s: the directory of the programs cannot be read: %s", dir, reason(err))
		return
	}
	// Without a slash, as in ".", LookPath would search PATH.
	if whole, err := filepath.Abs(dir); err == nil {
		dir = whole
	}
	for _, p := range c.all {
		file := filepath.Join(dir, p.Name)
		if _, err := exec.LookPath(file); err != nil {
			c.fault("%s.name: %s is missing or cannot be run", p.at, file)
		}
	}
}
