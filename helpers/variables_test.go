package helpers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/helpers/internal/reference/pages"
)

// variable is how an environment variable is written in the code: upper case, with an
// underscore, or a prefix that ends in one. Windows' own names are in two cases.
var variable = regexp.MustCompile(`^(([A-Z][A-Z0-9]*_)+[A-Z0-9]*` +
	`|HOME|PATH|TERM|DISPLAY|AUTH|REGISTRY|APPDATA|USERPROFILE)$`)

// notVariables are texts that are written in the same way.
var notVariables = map[string]string{
	"ACCESS_TOKEN_SCOPE_INSUFFICIENT": "Google's reason", "SERVICE_DISABLED": "Google's reason",
	"CERTIFICATE_VERIFY_FAILED": "gcloud's words", "SSO_OIDC": "a service of Amazon",
	"AUTH_TYPE": "a property of IBM's files", "AUTH_URL": "a property of IBM's files",
	"BEARER_TOKEN":        "a property of IBM's files",
	"CONTAINER_REGISTRY_": "a property of IBM's files", "CR_TOKEN_FILENAME": "a property of IBM's files",
	"IAM_": "a property of IBM's files", "IAM_ACCOUNT_ID": "a property of IBM's files",
	"IAM_PROFILE_CRN": "a property of IBM's files", "IAM_PROFILE_ID": "a property of IBM's files",
	"IAM_PROFILE_NAME": "a property of IBM's files", "IMAGE_TAG": "a column",
	"AZURE_SUBSCRIPTION_ID": "a setting that codeship names as no secret",
	"GOOGLE_COMPUTE_ZONE":   "as AZURE_SUBSCRIPTION_ID",
	"CLOUDSDK_COMPUTE_ZONE": "as AZURE_SUBSCRIPTION_ID", "BLUEMIX_API_ENDPOINT": "as AZURE_SUBSCRIPTION_ID",
	"GOOGLE_PROJECT_ID": "as AZURE_SUBSCRIPTION_ID", "DOCKERCFG_": "the beginning of all names of the suite",
}

// byLibraries are variables that a cloud's library reads, and that the code does not name.
var byLibraries = []string{"AWS_EC2_METADATA_DISABLED", "LOCALAPPDATA"}

// TestVariablesAreListed: docs/environment.md has every variable that a program reads
// by its name, with the helper that reads it, and no other.
func TestVariablesAreListed(t *testing.T) {
	listed := map[string]string{} // name or its beginning, readers
	for _, chapter := range reference.Environment() {
		for _, v := range chapter.Variables {
			name, _, open := strings.Cut(v.Name, "<")
			if open {
				listed[name] += " " + v.Readers
				name = strings.TrimSuffix(name, "_")
			}
			listed[name] += " " + v.Readers
		}
	}
	found := namedInCode(t)
	for name, places := range found {
		readers, known := listed[name]
		if !known {
			t.Errorf("%s is read in %s: add it to helpers/internal/reference", name, strings.Join(places, ", "))
			continue
		}
		for _, place := range places {
			short, helper := strings.CutPrefix(place, "docker-credential-")
			short, _, _ = strings.Cut(short, "/")
			word := !strings.Contains(name, "_") // ghcr knows AUTH as a part of secrets' names
			if helper && !word && !pages.Reads(readers, short) {
				t.Errorf("%s is read by %s: add it to the variable's readers", name, short)
			}
		}
	}
	for name := range listed {
		read := found[name] != nil || found[name+"_"] != nil || found[strings.TrimSuffix(name, "_")] != nil
		if !read && !slices.Contains(byLibraries, name) {
			t.Errorf("%s is listed, and no program reads it", name)
		}
	}
}

// notPlaces are variables that name a file or a directory, and that are no place.
var notPlaces = map[string]string{
	"HOME": "the session's", "USERPROFILE": "the session's", "XDG_RUNTIME_DIR": "the session's",
	"APPDATA": "only on Windows", "LOCALAPPDATA": "only on Windows",
	"REGISTRY_AUTH_FILE": "only exec sets it", "BUILDX_CONFIG": "only exec reads it",
	"DOCKER_<registry>_PSW_FILE": "half of a login", "AWS_WEB_IDENTITY_TOKEN_FILE": "half of an identity",
	"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "half of an identity",
	"AZURE_CLIENT_CERTIFICATE_PATH":          "half of an identity",
	"AZURE_FEDERATED_TOKEN_FILE":             "half of an identity", "QUAY_OIDC_TOKEN_FILE": "half of an identity",
}

// placed is how a variable that names a file or a directory is called.
var placed = regexp.MustCompile(`(_FILE|_DIR|_DIRECTORY|_PATH|FILEPATH|_HOME|_BUNDLE|_OVERRIDE|DATA)$|^HOME$|^PATH$`)

// TestPlaces: each variable that names a file or a directory, by its name or its meaning, is
// one of the places, or there is a reason why not.
func TestPlaces(t *testing.T) {
	known := map[string]bool{"GH_CONFIG_DIR": true, "GNUPGHOME": true} // read by gh and gpg only
	for _, chapter := range reference.Environment() {
		for _, v := range chapter.Variables {
			known[v.Name] = true
			about := strings.HasPrefix(v.Meaning, "the directory of") || strings.HasPrefix(v.Meaning, "the path of") ||
				strings.HasSuffix(v.Name, "_CONFIG") && !strings.Contains(v.Meaning, "as JSON")
			place := slices.Contains(reference.Places(), v.Name)
			if (about || placed.MatchString(v.Name)) && place == (notPlaces[v.Name] != "") {
				t.Errorf("%s names a file: add it to reference.Places, or to notPlaces with the reason", v.Name)
			}
		}
	}
	for _, name := range reference.Places() {
		if !known[name] {
			t.Errorf("%s is a place, and no program reads it", name)
		}
	}
}

// namedInCode finds the texts of product code that look like variables, each with the
// directories below helpers or shared where it is.
func namedInCode(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	files := 0
	for _, root := range []string{".", filepath.Join("..", "shared")} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && slices.Contains(
				[]string{"testdata", "helpertest", "credhelper-conformance", "reference", "dockerfile"}, d.Name()) {
				return filepath.SkipDir
			}
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			for _, text := range literals(t, path) {
				dir := filepath.ToSlash(filepath.Dir(path))
				if variable.MatchString(text) && notVariables[text] == "" && !slices.Contains(found[text], dir) {
					found[text] = append(found[text], dir)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 {
		t.Fatalf("only %d files were read", files)
	}
	return found
}

// literals are the texts of one file.
func literals(t *testing.T, path string) (texts []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text)
		}
		return true
	})
	return texts
}
