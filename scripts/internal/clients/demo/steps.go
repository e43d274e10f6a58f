package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const image = "demo/hello:1"

func pushImages(ctx context.Context, s *story, p puller) error {
	s.step("A registry on 127.0.0.1 demands a token, under each of these names:")
	for _, a := range s.accounts {
		digest, err := p.push(ctx, a, image)
		if err != nil {
			return fmt.Errorf("pushing: %w", err)
		}
		s.print("%-57s %s", a.host+"/"+image, digest)
	}
	return nil
}

// refuseEmpty and refuseWrong show that a pull without the right login fails.
func refuseEmpty(ctx context.Context, s *story, p puller) error {
	s.step("With an empty config every pull is refused:")
	return s.refused(ctx, p, "{}\n")
}

func refuseWrong(ctx context.Context, s *story, p puller) error {
	s.step("With a wrong password too:")
	auths := map[string]map[string]string{}
	for _, a := range s.accounts {
		wrong := base64.StdEncoding.EncodeToString([]byte(a.user + ":not-" + a.secret))
		auths[a.host] = map[string]string{"auth": wrong}
	}
	text, err := json.Marshal(map[string]any{"auths": auths})
	if err != nil {
		return err
	}
	return s.refused(ctx, p, string(text))
}

func (s *story) refused(ctx context.Context, p puller, config string) error {
	path := filepath.Join(s.dir, "nothing", "config.json")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		return err
	}
	for _, a := range s.accounts {
		_, err := p.pull(ctx, s, filepath.Dir(path), a, image)
		switch {
		case err == nil:
			return errors.New(a.host + " served the image without its login")
		case !refusal(err):
			return fmt.Errorf("%s: the pull failed, but not because it was refused: %w", a.host, err)
		}
		s.print("pull %-57s refused", a.host+"/"+image)
	}
	return os.Remove(path)
}

func provideLogins(ctx context.Context, s *story, _ puller) error {
	s.step("Provide the logins, each to its own helper:")
	for _, a := range s.accounts {
		if err := a.provide(ctx, s, a); err != nil {
			return err
		}
	}
	return nil
}

func writeConfig(_ context.Context, s *story, _ puller) error {
	s.step("Docker's config, ~/.docker/config.json, names the helpers and contains no secret:")
	text, err := helpers(s.accounts)
	if err != nil {
		return err
	}
	s.show(text)
	return os.WriteFile(filepath.Join(s.dir, "home", ".docker", "config.json"), []byte(text), 0o600)
}

func exportStatic(ctx context.Context, s *story, _ puller) error {
	s.step("Ask the helpers and write one static file:")
	return s.command(ctx, "", "dockercfg", "export", "-o", "static/config.json")
}

func showStatic(_ context.Context, s *story, _ puller) error {
	s.step("The file needs no helper:")
	path := filepath.Join(s.dir, "static", "config.json")
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var file map[string]map[string]struct{ Auth string }
	if err := json.Unmarshal(data, &file); err != nil {
		return fmt.Errorf("parsing static/config.json: %w", err)
	}
	if len(file) != 1 || len(file["auths"]) != len(s.accounts) {
		return errors.New("static/config.json must contain only auths, with one entry for each registry")
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		return fmt.Errorf("static/config.json has mode %#o, not 0600", mode)
	}
	s.print("static/config.json, mode %#o:", info.Mode().Perm())
	s.show(string(data))
	return nil
}

func pullStatic(ctx context.Context, s *story, p puller) error {
	s.step("With that file alone, PATH and HOME empty, every pull succeeds:")
	for _, a := range s.accounts {
		digest, err := p.pull(ctx, s, filepath.Join(s.dir, "static"), a, image)
		if err != nil {
			return fmt.Errorf("pulling from %s: %w", a.host, err)
		}
		if digest != p.pushed[a.host] {
			return fmt.Errorf("%s served a different image than was pushed", a.host)
		}
		s.print("pull %-57s %s", a.host+"/"+image, digest)
	}
	return nil
}
