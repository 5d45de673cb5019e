#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>

// Swift cannot call C functions with variable arguments, so each type of value that libcurl's setopt and
// getinfo take has a wrapper here. The parentheses around the name keep curl's type-checking macros of the
// same name out of the way: they need the option as a constant. Values that some versions of libcurl write
// as enumerators and others as macros are given one type here, so that Swift sees the same on all of them.

static inline CURLcode ccurl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

static inline CURLcode ccurl_easy_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_set_string(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_set_error_buffer(CURL *handle, char *buffer) {
    return (curl_easy_setopt)(handle, CURLOPT_ERRORBUFFER, buffer);
}

static inline CURLcode ccurl_easy_set_write_function(CURL *handle, curl_write_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
}

static inline CURLcode ccurl_easy_set_header_function(CURL *handle, curl_write_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_HEADERFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_HEADERDATA, context);
}

static inline CURLcode ccurl_easy_set_read_function(CURL *handle, curl_read_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_READFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_READDATA, context);
}

static inline CURLcode ccurl_easy_set_debug_function(CURL *handle, curl_debug_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_DEBUGFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_DEBUGDATA, context);
}

static inline CURLcode ccurl_easy_set_progress_function(CURL *handle, curl_xferinfo_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_XFERINFODATA, context);
}

static inline CURLcode ccurl_easy_set_open_function(CURL *handle, curl_sockopt_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_SOCKOPTFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_SOCKOPTDATA, context);
}

static inline CURLcode ccurl_easy_set_close_function(CURL *handle, curl_closesocket_callback function, void *context) {
    CURLcode code = (curl_easy_setopt)(handle, CURLOPT_CLOSESOCKETFUNCTION, function);
    return code != CURLE_OK ? code : (curl_easy_setopt)(handle, CURLOPT_CLOSESOCKETDATA, context);
}

static inline CURLcode ccurl_easy_get_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode ccurl_easy_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

static const long ccurl_http_version_2_over_tls = (long)CURL_HTTP_VERSION_2TLS;
static const long ccurl_tls_1_2 = (long)CURL_SSLVERSION_TLSv1_2;
static const long ccurl_tls_1_3 = (long)CURL_SSLVERSION_TLSv1_3;
static const long ccurl_use_ssl_none = (long)CURLUSESSL_NONE;
static const long ccurl_use_ssl_all = (long)CURLUSESSL_ALL;
static const long ccurl_auth_basic = (long)CURLAUTH_BASIC;
static const size_t ccurl_error_size = CURL_ERROR_SIZE;

static const unsigned int ccurl_url_encode = (unsigned int)CURLU_URLENCODE;
static const unsigned int ccurl_url_decode = (unsigned int)CURLU_URLDECODE;
static const unsigned int ccurl_url_default_port = (unsigned int)CURLU_DEFAULT_PORT;

#endif
