package conformance

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// cached returns a check that runs with a new home, in which no identity is configured.
func cached(check func(p *home, v *verdict)) func(*session, *verdict) {
	return func(s *session, v *verdict) {
		if !s.needCloud(v) {
			return
		}
		if p := s.newHome(v); p != nil {
			check(p, v)
		}
	}
}

func kept(p *home, v *verdict) {
	p.keys(userA)
	p.is(v, "1/"+userA, "the first get")
	before, _ := p.fake.requests()
	p.is(v, "1/"+userA, "the second get")
	if after, _ := p.fake.requests(); after != before {
		v.failf("the second get made another request for a token")
	}
}

func otherKeys(p *home, v *verdict) {
	for i, user := range []string{userA, userB, userA} {
		p.keys(user)
		p.is(v, "1/"+user, fmt.Sprintf("get %d", i+1))
	}
}

func otherSession(p *home, v *verdict) {
	p.keys(userA)
	for _, session := range []string{"session-1", "session-2"} {
		p.set("AWS_SESSION_TOKEN=" + session)
		p.is(v, "1/"+session, "AWS_SESSION_TOKEN="+session)
	}
	p.set("AWS_SESSION_TOKEN")
	p.is(v, "1/"+userA, "without AWS_SESSION_TOKEN")
}

func otherProfile(p *home, v *verdict) {
	p.write(v, ".aws/credentials", profile("default", userA)+profile("b", userB))
	p.is(v, "1/"+userA, "the profile default")
	p.set("AWS_PROFILE=b")
	p.is(v, "1/"+userB, "AWS_PROFILE=b")
	p.set("AWS_PROFILE")
	p.is(v, "1/"+userA, "the profile default again")
}

func rewritten(p *home, v *verdict) {
	for _, user := range []string{userA, userB, userA} {
		p.write(v, ".aws/credentials", profile("default", user))
		p.is(v, "1/"+user, "after the file was written")
	}
}

func renamed(p *home, v *verdict) {
	p.write(v, ".aws/credentials", profile("default", userA))
	p.is(v, "1/"+userA, "before")
	for _, user := range []string{userB, userA} {
		p.replace(v, ".aws/credentials", profile("default", user))
		p.is(v, "1/"+user, "after another file of the same size and time replaced it")
	}
}

func relinked(p *home, v *verdict) {
	for _, user := range []string{userA, userB} {
		p.write(v, "data."+user+"/credentials", profile("default", user))
	}
	link := func(user string) {
		_ = os.Remove(p.path("data.new"))
		if err := os.Symlink("data."+user, p.path("data.new")); err != nil {
			v.skipf("%v", err)
			return
		}
		if err := os.Rename(p.path("data.new"), p.path("data")); err != nil {
			v.skipf("%v", err)
		}
	}
	p.set("AWS_SHARED_CREDENTIALS_FILE=" + p.path("data/credentials"))
	for _, user := range []string{userA, userB, userA} {
		link(user)
		p.is(v, "1/"+user, "after the link in the file's path was changed")
	}
}

func otherFile(p *home, v *verdict) {
	for _, user := range []string{userA, userB} {
		p.write(v, "of-"+user, profile("default", user))
	}
	for _, user := range []string{userA, userB, userA} {
		p.set("AWS_SHARED_CREDENTIALS_FILE=" + p.path("of-"+user))
		p.is(v, "1/"+user, "AWS_SHARED_CREDENTIALS_FILE of another file")
	}
}

func roleARN(name string) string { return "arn:aws:iam::123456789012:role/" + name }

// roleProfile returns a config file whose default profile assumes a role.
func roleProfile(name string) string {
	return "[default]\nregion = eu-west-1\nrole_arn = " + roleARN(name) + "\nsource_profile = base\n"
}

func otherRole(p *home, v *verdict) {
	p.write(v, ".aws/credentials", profile("base", userA))
	for _, name := range []string{"one", "two", "one"} {
		p.write(v, ".aws/config", roleProfile(name))
		p.is(v, "1/"+roleARN(name)+"/by/"+userA, "after role_arn was changed")
	}
}

func otherSource(p *home, v *verdict) {
	p.write(v, ".aws/config", roleProfile("one"))
	for _, user := range []string{userA, userB, userA} {
		p.write(v, ".aws/credentials", profile("base", user))
		p.is(v, "1/"+roleARN("one")+"/by/"+user, "after the keys of source_profile were changed")
	}
}

func otherHome(p *home, v *verdict) {
	for _, user := range []string{userA, userB} {
		p.write(v, user+"/.aws/credentials", profile("default", user))
	}
	for _, user := range []string{userA, userB, userA} {
		p.set("HOME="+p.path(user), "USERPROFILE="+p.path(user))
		p.is(v, "1/"+user, "with another HOME and the same XDG_CACHE_HOME")
	}
}

func otherProof(p *home, v *verdict) {
	p.set("AWS_WEB_IDENTITY_TOKEN_FILE="+p.path("proof"), "AWS_ROLE_ARN="+roleARN("one"), "AWS_REGION=eu-west-1")
	for _, job := range []string{"job-1", "job-2", "job-1"} {
		p.write(v, "proof", webToken(job))
		p.is(v, "1/"+roleARN("one")+"/by/"+job, "after the token file was written")
	}
	p.set("AWS_ROLE_ARN=" + roleARN("two"))
	p.is(v, "1/"+roleARN("two")+"/by/job-1", "after AWS_ROLE_ARN was changed")
}

func removed(p *home, v *verdict) {
	p.write(v, ".aws/credentials", profile("default", userB))
	p.keys(userA)
	p.is(v, "1/"+userA, "with variables")
	p.set("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
	p.is(v, "1/"+userB, "without the variables, with the file")
	if err := os.Remove(p.path(".aws/credentials")); err != nil {
		v.skipf("%v", err)
	}
	p.is(v, "", "without the file")
}

func appeared(p *home, v *verdict) {
	p.write(v, ".aws/config", profile("default", userA))
	p.is(v, "1/"+userA, "with the config file alone")
	p.write(v, ".aws/credentials", profile("default", userB))
	p.is(v, "1/"+userB, "after a credentials file appeared, which takes precedence")
}

func otherEndpoint(p *home, v *verdict) {
	p.keys(userA)
	p.is(v, "1/"+userA, "the first endpoint")
	second, err := p.session.cloud.home("2")
	if err != nil {
		v.skipf("the second fake did not start: %v", err)
		return
	}
	first := p.fake.url
	for name, url := range map[string]string{"2": second.fake.url, "1": first} {
		p.set("AWS_ENDPOINT_URL="+url, "AWS_ENDPOINT_URL_ECR="+url, "AWS_ENDPOINT_URL_STS="+url)
		p.is(v, name+"/"+userA, "after the endpoint was changed")
	}
}

// anyOrder moves between known states in random order, so that any state can follow any
// other.
func anyOrder(p *home, v *verdict) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	users := []string{userA, userB}
	inFile := map[string]string{}
	write := func() {
		p.write(v, ".aws/credentials", profile("default", inFile["default"])+profile("b", inFile["b"]))
	}
	inFile["default"], inFile["b"] = userA, userB
	write()
	section, variable := "default", ""
	for step := range 40 {
		switch r.IntN(4) {
		case 0:
			variable = users[r.IntN(2)]
			p.keys(variable)
		case 1:
			variable = ""
			p.set("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
		case 2:
			section = []string{"default", "b"}[r.IntN(2)]
			p.set("AWS_PROFILE=" + section)
		default:
			inFile[section] = users[r.IntN(2)]
			write()
		}
		if variable != "" && section != "default" {
			continue // tools do not agree on which of them takes precedence
		}
		who := cmp.Or(variable, inFile[section])
		p.is(v, "1/"+who, fmt.Sprintf("seed %d, step %d", seed, step))
	}
}

// files returns the files and directories that the helper has created below a home.
func (p *home) files() (files, dirs []string) {
	_ = filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil || path == p.dir || path == p.path("cache"):
		case d.IsDir() && d.Name() == ".aws":
			return filepath.SkipDir
		case d.IsDir():
			dirs = append(dirs, path)
		case d.Type().IsRegular():
			files = append(files, path)
		}
		return nil
	})
	return files, dirs
}
