// Package codeship reads what a CodeShip Pro project had: its services and steps,
// and the encrypted files beside them. CodeShip is closed; what its users need is
// to know which credential each step used, what was wrong with it, and to take it
// elsewhere.
//
//	codeship-services.yml ─┐           ┌─► Uses      which credential each step uses
//	codeship-steps.yml    ─┼─► Project ┼─► Lint      the mistakes that its own pages taught
//	*.encrypted, .aes     ─┘           ├─► Tags      what image_tag comes to
//	                                   ├─► Rotation  what the key has protected
//	                                   └─► Entries   logins, for another CI
//
// The project may be somebody else's: files are read inside its directory alone,
// bounded, and nothing in it is run. Names are shown, values never.
package codeship

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

const maxFile = 8 << 20 // bytes

// Project is what was read.
type Project struct {
	Dir          string
	ServicesFile string // "" where there is none
	StepsFile    string
	Services     []Service
	Steps        []Step // with their groups' steps behind them, in order
	Key          *jet.Key
	files        map[string]file
}

// Where names the files of a project; "" is the usual name.
type Where struct{ Dir, Services, Steps, Key string }

// Load reads a project. Without a key what is encrypted stays so, and everything
// else is told.
func Load(w Where) (*Project, error) {
	p := &Project{Dir: w.Dir, files: map[string]file{}}
	services, err := p.first(w.Services, "codeship-services.yml", "codeship-services.yaml", "docker-compose.yml", "docker-compose.yaml")
	if err != nil {
		return nil, err
	}
	steps, err := p.first(w.Steps, "codeship-steps.yml", "codeship-steps.yaml", "codeship-steps.json")
	if err != nil {
		return nil, err
	}
	if services == "" && steps == "" {
		return nil, fault.New(fault.Config, "there is no codeship-services.yml and no codeship-steps.yml in %s: name the project's directory, or the files with --services-path and --steps-path", w.Dir)
	}
	p.ServicesFile, p.StepsFile = services, steps
	if err := p.readServices(); err != nil {
		return nil, err
	}
	if err := p.readSteps(); err != nil {
		return nil, err
	}
	return p, p.readKey(w.Key)
}

// first is the named file, or the first usual one that is there.
func (p *Project) first(named string, usual ...string) (string, error) {
	if named != "" {
		return named, nil
	}
	for _, name := range usual {
		path := filepath.Join(p.Dir, name)
		_, err := safefile.ReadNamed(path, maxFile, false)
		if err == nil {
			return path, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fault.New(fault.Config, "reading the project: %w", err)
		}
	}
	return "", nil
}

// document is a YAML file of the project with one document.
func document(path string) (strictyaml.Value, error) {
	data, err := safefile.ReadNamed(path, maxFile, false)
	if errors.Is(err, fs.ErrNotExist) {
		return strictyaml.Value{}, fault.New(fault.Config, "there is no file %s", path)
	}
	if err != nil {
		return strictyaml.Value{}, fault.New(fault.Config, "reading the project: %w", err)
	}
	documents, err := strictyaml.Parse(data)
	if err != nil {
		return strictyaml.Value{}, fault.New(fault.Config, "%s, %w", path, err)
	}
	if len(documents) != 1 {
		return strictyaml.Value{}, fault.New(fault.Config, "%s has %d YAML documents and is to have one", path, len(documents))
	}
	return documents[0], nil
}

// readKey takes the named key, or codeship.aes where it lies in the project.
func (p *Project) readKey(named string) error {
	path := named
	if path == "" {
		path = filepath.Join(p.Dir, jet.DefaultKey)
		if _, err := safefile.ReadNamed(path, maxFile, false); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	key, err := jet.ReadKey(path)
	if err != nil {
		return err
	}
	p.Key = &key
	return nil
}

// file is a file that the project names, decrypted where it was encrypted.
type file struct {
	text      []byte
	version   string // of jet's format; "" for a plain one
	encrypted bool
	problem   string // why there is no text
	fix       string // what to do about that
}

// open reads a file that services or steps name. Nothing outside the project is
// read for somebody's YAML.
func (p *Project) open(name string) file {
	if f, known := p.files[name]; known {
		return f
	}
	f := p.read(name)
	p.files[name] = f
	return f
}

func (p *Project) read(name string) (f file) {
	f.fix = "name a file of the project"
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		f.problem = "it lies outside of the project, and is not read"
		return f
	}
	path := filepath.Join(p.Dir, filepath.FromSlash(name))
	if real, err := filepath.EvalSymlinks(path); err == nil {
		dir, err := filepath.EvalSymlinks(p.Dir)
		rest, relErr := filepath.Rel(dir, real)
		if err != nil || relErr != nil || !filepath.IsLocal(rest) {
			f.problem = "it is a link that leads out of the project, and is not read"
			return f
		}
	}
	data, err := safefile.ReadNamed(path, maxFile, false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.problem, f.fix = "there is no such file", "put "+name+" there"
		return f
	case err != nil:
		f.problem, f.fix = fault.Printable(err.Error(), 200), "put a readable file there"
		return f
	}
	version, sealed := jet.Recognize(data)
	if !sealed {
		f.text = data
		return f
	}
	f.encrypted, f.version, f.fix = true, version, "--key-path FILE, with the key that it was encrypted with"
	if p.Key == nil {
		f.problem = "it is encrypted, and there is no key"
		return f
	}
	if f.text, f.version, err = jet.Decrypt(*p.Key, data); err != nil {
		f.problem = err.Error()
	}
	return f
}

// Finding is a mistake, where it stands and what belongs there.
type Finding struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	What string `json:"what"`
	Fix  string `json:"fix"`
}

func (f Finding) String() string {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s, line %d", f.File, f.Line)
	}
	return place + ": " + f.What
}
