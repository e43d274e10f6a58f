package ecr

import (
	"strings"
	"testing"

	"github.com/awslabs/amazon-ecr-credential-helper/ecr-login/api"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are real forms, with their partition.
var hosts = map[string]string{
	"123456789012.dkr.ecr.us-east-1.amazonaws.com":                    "aws",
	"123456789012.dkr.ecr.ap-southeast-7.amazonaws.com":               "aws",
	"123456789012.dkr.ecr-fips.us-east-1.amazonaws.com":               "aws",
	"123456789012.dkr.ecr.us-gov-west-1.amazonaws.com":                "aws-us-gov",
	"123456789012.dkr.ecr-fips.us-gov-east-1.amazonaws.com":           "aws-us-gov",
	"123456789012.dkr-ecr.eu-west-1.on.aws":                           "aws",
	"123456789012.dkr-ecr-fips.us-west-2.on.aws":                      "aws",
	"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn":                "aws-cn",
	"123456789012.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn": "aws-cn",
	"123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu":                "aws-eusc",
	"123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov":                   "aws-iso",
	"123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov":               "aws-iso-b",
	"123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk":              "aws-iso-e",
	"123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov":             "aws-iso-f",
	"public.ecr.aws": "aws", "ecr-public.aws.com": "aws",
}

// TestHosts compares our grammar with Amazon's own, for real forms.
func TestHosts(t *testing.T) {
	for host, partition := range hosts {
		for _, asked := range []string{host, "https://" + host, host + ":443",
			"HTTPS://" + strings.ToUpper(host) + "/v2/", host + "/team/app"} {
			name, err := registry.Parse(asked)
			if err != nil {
				t.Fatal(err)
			}
			r, ok := Parse(name)
			if !ok || r.Partition != partition {
				t.Errorf("%s: %+v, %v, want the partition %s", asked, r, ok, partition)
			}
		}
		r, _ := Parse(registry.Name{Host: host})
		theirs, err := api.ExtractRegistry(host)
		if err != nil {
			t.Fatalf("%s: Amazon's parser refuses it: %v", host, err)
		}
		if r.Account != theirs.ID || r.FIPS != theirs.FIPS || r.Public != (theirs.Service == api.ServiceECRPublic) ||
			!r.Public && r.Region != theirs.Region {
			t.Errorf("%s: %+v, Amazon's parser says %+v", host, r, *theirs)
		}
	}
}

// TestLookAlikes: no look-alike of Amazon's registries matches.
func TestLookAlikes(t *testing.T) {
	var alike []string
	for host := range hosts {
		alike = append(alike, host+".evil.test", "evil"+host, "evil-"+host, "x."+host, host+".", host+":8443",
			host+":80", "http://"+host,
			"evil.test/"+host, "ftp://"+host, strings.Replace(host, "ecr", "ecr.ecr", 1),
			strings.Replace(host, "ecr", "ecs", 1))
		if i := strings.LastIndexByte(host, '.'); i > 0 {
			alike = append(alike, host[:i]+"x"+host[i:], host[:i]+".evil"+host[i:])
		}
		if strings.HasPrefix(host, "1") {
			alike = append(alike, "1"+host, host[1:], "x"+host[1:], strings.Replace(host, "012.", "012.x.", 1),
				strings.Replace(host, ".dkr", "", 1),
				strings.Replace(host, "-1.", "-1.extra.", 1), strings.Replace(host, "-1.", "_1.", 1),
				strings.Replace(host, "-fips.", "-fipsx.", 1)+"x")
		}
	}
	alike = append(alike, "dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr.amazonaws.com",
		"123456789012.dkr.ecr..amazonaws.com",
		"123456789012.dkr.ecr.-.amazonaws.com", "ecr.aws", "aws", "api.ecr.us-east-1.amazonaws.com",
		"vpce-1.dkr.ecr.us-east-1.vpce.amazonaws.com",
		"123456789012.dkr_ecr.us-east-1.amazonaws.com", "127.0.0.1", "[::1]", "public.ecr.aws.com")
	for _, asked := range alike {
		_, real := hosts[asked] // unchanged by the replacement
		if name, err := registry.Parse(asked); err == nil && Match(name) && !real {
			t.Errorf("%s is taken for Amazon's", asked)
		}
	}
}

// FuzzHosts: Amazon's parser accepts every match too, and nothing matches with a prefix or suffix.
func FuzzHosts(f *testing.F) {
	for host := range hosts {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil || !Match(name) {
			return
		}
		if _, err := api.ExtractRegistry(name.Host); err != nil {
			t.Errorf("%q matches, and Amazon's parser says %v", asked, err)
		}
		for _, other := range []string{name.Host + ".evil.test", "evil-" + name.Host} {
			if name, err := registry.Parse(other); err == nil && Match(name) {
				t.Errorf("%q matches", other)
			}
		}
	})
}
