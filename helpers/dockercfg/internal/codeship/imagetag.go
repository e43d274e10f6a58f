package codeship

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"time"
)

// values has everything that an image_tag can name, filled with samples.
type values struct {
	ProjectID, BuildID, RepoName, Branch, CommitID, CommitMessage, CommitDescription   string
	CommitterName, CommitterEmail, CommitterUsername, StepName, ServiceName, ImageName string
	Time                                                                               time.Time
	Timestamp                                                                          int64
	StringTime, Ci, CiName                                                             string
}

func samples(s Step) values {
	at := time.Date(2026, 1, 31, 12, 30, 0, 0, time.UTC)
	service := ""
	if len(s.Services) > 0 {
		service = s.Services[0]
	}
	return values{
		ProjectID: "12345678-abcd-4ef0-9876-0123456789ab", BuildID: "87654321-abcd-4ef0-9876-0123456789ab",
		RepoName: "team/app", Branch: "feature/login",
		CommitID:      "0123456789abcdef0123456789abcdef01234567",
		CommitMessage: "Fix the login: 2nd try", CommitDescription: "Fix the login",
		CommitterName: "Ada Example", CommitterEmail: "ada@example.org", CommitterUsername: "ada",
		StepName: s.Name, ServiceName: service, ImageName: s.ImageName,
		Time: at, Timestamp: at.Unix(), StringTime: at.Format(time.RFC3339), Ci: "true", CiName: "codeship",
	}
}

// Tag is the result of an image_tag.
type Tag struct {
	Step     string   `json:"step"`
	Template string   `json:"template"`
	Value    string   `json:"value"` // with sample values
	Tag      string   `json:"tag"`   // the value without characters that a tag cannot have
	Problems []string `json:"problems,omitempty"`
	fix      string
}

// Tags evaluates the image_tag of every push.
func (p *Project) Tags() (all []Tag) {
	for _, s := range p.Steps {
		if m, ok := s.value.Get("image_tag"); ok && m.Text != "" {
			all = append(all, evaluate(m.Text, s))
		}
	}
	return all
}

// maxTag bounds a tag; what CodeShip did with longer ones is not known.
const maxTag = 128

// evaluate executes a template with the samples and removes the characters that a tag
// cannot have, as CodeShip did: it did not replace them.
func evaluate(text string, s Step) Tag {
	t := Tag{Step: s.Title(), Template: text, fix: `image_tag: "{{ .CommitID }}"`}
	value, err := execute(text, samples(s))
	if err != nil {
		t.Problems = append(t.Problems, err.Error())
		return t
	}
	t.Value, t.Tag = value, strip(value)
	problem := func(format string, args ...any) { t.Problems = append(t.Problems, fmt.Sprintf(format, args...)) }
	switch {
	case t.Tag == "":
		problem("no character of it is allowed in a tag")
	case strings.HasPrefix(t.Tag, ".") || strings.HasPrefix(t.Tag, "-"):
		problem("it begins with %q, which is not allowed in a tag", t.Tag[:1])
	case len(t.Tag) > maxTag:
		problem("it is longer than %d characters", maxTag)
	}
	switch strings.Join(strings.Fields(text), "") {
	case "{{.Branch}}", "{{.CommitMessage}}", "{{.CommitDescription}}", "{{.StringTime}}":
		problem("characters that a tag cannot have are removed, so that feature/x and featurex are one tag")
		t.fix = yamlLine("image_tag", text+"-{{ .CommitID }}")
	}
	return t
}

func strip(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r == '.' || r == '-' {
			return r
		}
		return -1
	}, text)
}

// execute executes a template. The template comes from the project, so it must not loop,
// call other templates, or print without end.
func execute(text string, v values) (string, error) {
	if len(text) > maxTemplate {
		return "", fmt.Errorf("it is longer than %d characters, and is not evaluated", maxTemplate)
	}
	t, err := template.New("image_tag").Parse(text)
	if err != nil {
		return "", errors.New("it is not a valid Go template")
	}
	if err := bounded(t.Root); err != nil {
		return "", err
	}
	var out limited
	if err := t.Execute(&out, v); err != nil {
		return "", errors.New("it cannot be evaluated")
	}
	return out.String(), nil
}

// limited accepts up to 64 KiB.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > 64<<10 {
		return 0, errors.New("too much")
	}
	return l.Buffer.Write(p)
}
