// Package codeship reads a CodeShip Pro project: its services and steps, their
// Dockerfiles, and the encrypted files beside them. CodeShip is closed; its users need to
// know which credential each step used and what was wrong with it, and want to move it
// elsewhere.
//
//	codeship-services.yml ─┐           ┌─► Uses      which credential each step uses
//	codeship-steps.yml    ─┼─► Project ┼─► Lint      mistakes, some from CodeShip's own pages
//	Dockerfile            ─┤           ├─► Tags      the results of image_tag
//	*.encrypted, .aes     ─┘           ├─► Rotation  what the key has protected
//	                                   ├─► Logins    logins, for another CI
//	                                   └─► Actions   steps for GitHub Actions
//
// The project may come from anyone: only files inside its directory are read, up to a
// size, and nothing in it is run. Names are shown, values never.
package codeship

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

const maxFile = 8 << 20 // bytes

// Project is a project that was read.
type Project struct {
	Dir          string
	ServicesFile string // "" if there is none
	StepsFile    string
	Services     []Service
	Steps        []Step // each group before its steps
	Key          *jet.Key
	KeyFile      string    // where Key was read
	unread       []Finding // what was ignored while reading

	// Each file is read once.
	files   map[string]file
	configs map[string]config
	images  map[string][]pull // by service
	byName  map[string]int    // indexes in Services
}

// Where names the files of a project; "" is the usual name.
type Where struct{ Dir, Services, Steps, Key string }

// Load reads a project. Without a key the encrypted files stay closed, and everything else
// is read.
func Load(w Where) (*Project, error) {
	p := &Project{
		Dir: w.Dir, byName: map[string]int{},
		files: map[string]file{}, configs: map[string]config{}, images: map[string][]pull{},
	}
	services, err := p.first(w.Services, servicesFiles...)
	if err != nil {
		return nil, err
	}
	steps, err := p.first(w.Steps, stepsFiles...)
	if err != nil {
		return nil, err
	}
	if services == "" && steps == "" {
		return nil, fault.New(fault.Config, "%s has no codeship-services.yml and no codeship-steps.yml: name the"+
			" project's directory, or the files with --services-path and --steps-path", w.Dir)
	}
	p.ServicesFile, p.StepsFile = services, steps
	p.shadowed(services, w.Services, servicesFiles)
	p.shadowed(steps, w.Steps, stepsFiles)
	if err := p.readServices(); err != nil {
		return nil, err
	}
	if err := p.readSteps(); err != nil {
		return nil, err
	}
	if len(p.Services) == 0 && len(p.Steps) == 0 {
		found := slices.DeleteFunc([]string{services, steps}, func(path string) bool { return path == "" })
		return nil, fault.New(fault.Config, "%s: it contains no services and no steps: name the right files with"+
			" --services-path and --steps-path", strings.Join(found, ", "))
	}
	return p, p.readKey(w.Key)
}

// The names that jet looked for by itself, also its older ones. It never looked for .yaml,
// but a file with such a name is what its author meant.
var (
	servicesFiles = []string{
		"codeship-services.yml", "codeship-services.yaml", "codeship-services.json",
		"jet-services.yml", "jet-services.json", "docker-compose.yml", "docker-compose.yaml",
	}
	stepsFiles = []string{
		"codeship-steps.yml", "codeship-steps.yaml", "codeship-steps.json", "jet-steps.yml", "jet-steps.json",
	}
)

// ignored records a part of a file that is neither a service nor a step.
func (p *Project) ignored(path string, line int, what string) {
	p.unread = append(p.unread, Finding{File: base(path), Line: line, What: what, Fix: "correct it, or remove it"})
}

// first returns the named file, or the first of the usual ones that exists.
func (p *Project) first(named string, usual ...string) (string, error) {
	if named != "" {
		return named, nil
	}
	for _, name := range usual {
		_, err := p.usual(name, maxFile)
		if err == nil {
			return filepath.Join(p.Dir, name), nil
		}
		if errors.Is(err, errOutside) {
			return "", fault.New(fault.Config, "reading the project: %w: name it with --services-path or --steps-path", err)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fault.New(fault.Config, "reading the project: %w", err)
		}
	}
	return "", nil
}

// shadowed records files that are not read since one with another usual name exists. A
// compose file is for other programs as well.
func (p *Project) shadowed(taken, named string, usual []string) {
	for _, name := range usual {
		path := filepath.Join(p.Dir, name)
		if named != "" || path == taken || strings.HasPrefix(name, "docker-compose.") {
			continue
		}
		if _, err := os.Stat(path); err == nil {
			p.unread = append(p.unread, Finding{
				File: name, What: "it is not read, since " + base(taken) + " exists", Note: true,
				Fix: "name it with --services-path or --steps-path to read it instead",
			})
		}
	}
}

// document reads a file that is one YAML or JSON document.
func document(path string) (strictyaml.Value, error) {
	data, err := safefile.ReadNamed(path, maxFile, false)
	if errors.Is(err, fs.ErrNotExist) {
		return strictyaml.Value{}, fault.New(fault.Config, "%s does not exist: name the file with --services-path or"+
			" --steps-path", path)
	}
	if err != nil {
		return strictyaml.Value{}, fault.New(fault.Config, "reading the project: %w", err)
	}
	data, err = textfile.UTF8(data)
	if err != nil {
		return strictyaml.Value{}, fault.New(fault.Config, "%s: %w", path, err)
	}
	root, err := parseDocument(data)
	if err != nil {
		return strictyaml.Value{}, fault.New(fault.Config, "%s, %w", path, err)
	}
	return root, nil
}

// readKey reads the named key, or codeship.aes if the project has it.
func (p *Project) readKey(named string) error {
	path := named
	if path == "" {
		path = filepath.Join(p.Dir, jet.DefaultKey)
		switch _, err := p.usual(jet.DefaultKey, maxFile); {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case errors.Is(err, errOutside):
			return fault.New(fault.Config, "reading the AES key: %w: name it with --key-path", err)
		}
	}
	key, err := jet.ReadKey(path)
	if err != nil {
		return err
	}
	p.Key, p.KeyFile = &key, path
	return nil
}

// file is a file that the project names, decrypted if it was encrypted.
type file struct {
	text      []byte
	version   string // of the jet format; "" for a plain file
	encrypted bool
	absent    bool
	problem   string // why there is no text
	fix       string // what to do about that
}

// open reads a file that services or steps name. Files outside the project are never read,
// whatever a YAML file names.
func (p *Project) open(name string) file {
	if f, known := p.files[name]; known {
		return f
	}
	f := p.read(name)
	p.files[name] = f
	return f
}

func (p *Project) read(name string) file {
	f := p.plain(name)
	if f.problem != "" {
		return f
	}
	version, err := jet.Recognize(f.text)
	if errors.Is(err, jet.ErrNotJet) {
		return f
	}
	data := f.text
	f = file{encrypted: true, version: version, fix: "git log -- " + shellword.Path(name)}
	switch {
	case err != nil:
		f.problem = err.Error()
	case p.Key == nil:
		f.problem, f.fix = noDecryptor, "put the key of the project in codeship.aes, or name its file with "+
			"--key-path FILE"
	default:
		if f.text, f.version, err = jet.DecryptV1(*p.Key, data); err != nil {
			f.problem = err.Error()
		}
		if errors.Is(err, jet.ErrWrongKey) || errors.Is(err, jet.ErrV1Key) {
			f.fix = "name the key that it was encrypted with: --key-path FILE"
		}
	}
	return f
}

// noDecryptor contains jet's own words.
const noDecryptor = "it is encrypted, and there is no AES key (docker: no decryptor available)"

// plain reads a file of the project without decrypting it.
func (p *Project) plain(name string) (f file) {
	f.fix = "name a file of the project"
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		f.problem = "it is outside the project and is not read"
		return f
	}
	if err := p.inside(filepath.FromSlash(name)); err != nil {
		f.problem = "it is " + err.Error()
		return f
	}
	path := filepath.Join(p.Dir, filepath.FromSlash(name))
	data, err := safefile.ReadNamed(path, maxFile, false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.absent, f.problem, f.fix = true, "it does not exist", "restore "+shellword.Path(name)+", or name another file"
	case err != nil:
		f.problem, f.fix = fault.Printable(err.Error(), 200), "make it readable: chmod u+r "+shellword.Path(name)
	default:
		f.text = data
	}
	return f
}

// Finding is a mistake, with its place and the fix. A note is something that works but
// that users should know.
type Finding struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	What string `json:"what"`
	Fix  string `json:"fix"`
	Note bool   `json:"note,omitempty"`
}

func (f Finding) String() string {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s, line %d", f.File, f.Line)
	}
	return place + ": " + f.What
}
