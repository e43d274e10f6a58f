/* What Go asks for random bytes, which wine 8 has under another name alone:
   https://learn.microsoft.com/windows/win32/seccng/processprng */
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID bytes, ULONG size);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T size)
{
	return SystemFunction036(bytes, (ULONG)size);
}
